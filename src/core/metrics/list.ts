import { builtInClassification, type ClassificationMetric } from './classification-metrics';
import type { PerformanceMetric } from './performance-metric';
import { builtInPerformance } from './performance-metrics';

/** Figures of an account, from which report, page and tooltips are made. docs/EXTENDING.md says how to add one. */
export const performanceMetrics: readonly PerformanceMetric[] = [...builtInPerformance];

/** Figures of a model's predictions on bars that it has not seen. */
export const classificationMetrics: readonly ClassificationMetric[] = [...builtInClassification];
