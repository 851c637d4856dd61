import { faultKinds, type Fault } from './fault';

const numbers = ['at', 'after', 'every', 'probability', 'times'];

/** Returns the faults of a JSON value. Throws `TypeError`, naming the place, for anything else. */
export function parseFaults(value: unknown): readonly Fault[] {
  if (!Array.isArray(value)) throw new TypeError('faults: must be a list');
  value.forEach((fault: unknown, index) => {
    const kind = isRecord(fault) ? fault.kind : undefined;
    if (!isRecord(fault) || !faultKinds.some((known) => known === kind)) {
      throw new TypeError(
        `faults: kind of number ${index} must be one of ${faultKinds.join(', ')}, ` +
          `was ${String(kind)}`,
      );
    }
    for (const name of numbers) {
      if (fault[name] === undefined || Number.isFinite(fault[name])) continue;
      throw new TypeError(
        `faults: ${name} of number ${index} (${String(kind)}) must be a number, ` +
          `was ${String(fault[name])}`,
      );
    }
  });
  return value as readonly Fault[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
