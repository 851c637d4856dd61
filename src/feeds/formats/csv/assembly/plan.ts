/** How the cells of a column are read: one byte of its plan; of numbers the decimal sign, "." or ",", says it. */
export const skipped = 0;
export const asText = 1;
export const asClock = 2;
export const asUtc = 3;

/** Bytes of the plan of one column: how it is read, and at 4 where its values go. */
export const planSize = 8;

/** Cells of the last rows that are of no usual form. */
export let oddCount: i32 = 0;
let oddAddress: usize = 0;

/** Begins a list of odd cells, each of 4 whole numbers: column, row, and where in the text it begins and ends. */
export function startOdd(address: usize): void {
  oddCount = 0;
  oddAddress = address;
}

export function addOdd(column: i32, row: i32, start: i32, stop: i32): void {
  const address = oddAddress + ((<usize>oddCount) << 4);
  store<u32>(address, column);
  store<u32>(address, row, 4);
  store<u32>(address, start, 8);
  store<u32>(address, stop, 12);
  oddCount++;
}
