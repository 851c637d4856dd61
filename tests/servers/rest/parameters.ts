import { ApiError } from './answer';

/** The parameters of one request, each of which must be read before `refuseOthers`. */
export interface Parameters {
  text(name: string): string | undefined;
  /** A whole number of at least 0. */
  wholeNumber(name: string): number | undefined;
  required(name: string): string;
  /** Throws for a parameter that the endpoint does not know. */
  refuseOthers(): void;
}

/** Returns a reader of a query. Its methods throw `ApiError` in the exchange's words. */
export function readParameters(query: URLSearchParams): Parameters {
  const read = new Set<string>();
  const text = (name: string): string | undefined => {
    read.add(name);
    const values = query.getAll(name);
    if (values.length > 1) {
      throw new ApiError(-1101, `Duplicate values for parameter '${name}'.`);
    }
    return values[0];
  };
  return {
    text,
    wholeNumber(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (/^\d{1,20}$/.test(value)) return Number(value);
      throw new ApiError(
        -1100,
        `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`,
      );
    },
    required(name) {
      const value = text(name);
      if (value) return value;
      throw new ApiError(
        -1102,
        `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
      );
    },
    refuseOthers() {
      const sent = new Set(query.keys()).size;
      if ([...query.keys()].every((name) => read.has(name))) return;
      const known = [...query.keys()].filter((name) => read.has(name)).length;
      throw new ApiError(
        -1104,
        `Not all sent parameters were read; read '${known}' parameter(s) but was sent '${sent}'.`,
      );
    },
  };
}
