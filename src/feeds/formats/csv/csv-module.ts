import moduleUrl from './dist/csv.wasm?url&inline';

/** What `assembly/` exports; arguments are addresses in its memory and whole numbers. */
interface CsvExports {
  readonly memory: WebAssembly.Memory;
  readonly lineCount: WebAssembly.Global<'i32'>;
  readonly isQuoted: WebAssembly.Global<'i32'>;
  readonly hasQuotes: WebAssembly.Global<'i32'>;
  readonly isAscii: WebAssembly.Global<'i32'>;
  readonly oddCount: WebAssembly.Global<'i32'>;
  getFreeAddress(): number;
  startScan(): void;
  scanLines(text: number, length: number, newline: number, stride: number, starts: number): number;
  readRows(
    text: number,
    end: number,
    newline: number,
    delimiter: number,
    width: number,
    plan: number,
    lines: number,
    marks: number,
    odd: number,
  ): number;
}

let opened: CsvExports | undefined;

/** Returns the reader of bytes; its memory is used by whoever called last, for a part of a text at a time. */
export function openCsvModule(): CsvExports {
  opened ??= instantiate();
  return opened;
}

/** The module is a few kB in the script itself: it is there when the script is, and needs no waiting. */
function instantiate(): CsvExports {
  const bytes = Uint8Array.from(atob(moduleUrl.replace(/^.*,/, '')), (byte) => byte.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as unknown as CsvExports;
}

/** Makes the memory at least so large; views of it end when it grows. */
export function growMemory({ memory }: CsvExports, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}

const pageBytes = 1 << 16;
