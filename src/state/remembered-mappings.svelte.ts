import * as v from 'valibot';
import { optionalColumns, requiredColumns } from '../core/bars/bars';
import {
  describeShape,
  type ColumnMapping,
  type MappingQuestion,
  type RememberedMapping,
} from '../core/import';
import { finite, list, record } from '../core/schema';
import { Persisted } from './persisted.svelte';

/** Answers that are remembered, at most; the one that was given longest ago goes first. */
const maxRemembered = 30;

const position = v.pipe(finite, v.integer(), v.minValue(0));
const unit = v.picklist(['s', 'ms', 'us', 'ns', 'ticks', 'ns-2000']);

const mappingSchema = record({
  columns: record(
    Object.fromEntries(
      [...requiredColumns, ...optionalColumns].map((column) => [column, v.optional(position)]),
    ),
  ),
  symbol: v.optional(position),
  series: v.optional(list(position)),
  time: record({
    encoding: v.variant('kind', [
      v.object({ kind: v.literal('number'), unit: v.union([unit, v.literal('mixed')]) }),
      v.object({ kind: v.literal('text'), order: v.picklist(['iso', 'dmy', 'mdy']) }),
      v.object({ kind: v.literal('typed') }),
      v.object({ kind: v.literal('since-midnight'), date: finite, unit }),
    ]),
    zone: v.string(),
    moment: v.picklist(['open', 'close']),
    isLocalDate: v.optional(v.boolean()),
  }),
  timeOfDay: v.optional(position),
  decimal: v.picklist(['.', ',']),
  priceDivisor: v.optional(v.pipe(finite, v.gtValue(0))),
  volumeFactor: v.optional(v.pipe(finite, v.gtValue(0))),
  closed: v.optional(position),
  extras: list(position),
});

const rememberedSchema: v.GenericSchema<unknown, readonly RememberedMapping[]> = v.pipe(
  list(record({ shape: v.string(), file: v.string(), mapping: mappingSchema })),
  v.maxLength(maxRemembered),
);

/** How columns were mapped before, so that nobody is asked the same about each file of a kind. */
export class RememberedMappings {
  readonly #kept = new Persisted<readonly RememberedMapping[]>('mappings', [], rememberedSchema);

  /** The latest first. */
  get current(): readonly RememberedMapping[] {
    return this.#kept.current;
  }

  /** Remembers an answer in the place of an earlier one to the same question. */
  remember(question: MappingQuestion, mapping: ColumnMapping): void {
    const answer = { shape: describeShape(question), file: question.file, mapping };
    const others = this.current.filter(({ shape }) => shape !== answer.shape);
    this.#kept.current = [answer, ...others].slice(0, maxRemembered);
  }
}
