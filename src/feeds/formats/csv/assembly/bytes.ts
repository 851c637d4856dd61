export const carriageReturn: i32 = 0x0d;
export const space: i32 = 0x20;
export const quote: i32 = 0x22;
export const plus: i32 = 0x2b;
export const dash: i32 = 0x2d;
export const zero: i32 = 0x30;

/** The value of a digit; more than 9 for any other byte. */
export function digitAt(address: usize): u32 {
  return <u32>load<u8>(address) - zero;
}
