export const carriageReturn: u8 = 0x0d;
export const space: u8 = 0x20;
export const quote: u8 = 0x22;
export const plus: u8 = 0x2b;
export const dash: u8 = 0x2d;
export const zero: u8 = 0x30;

/** The value of a digit; more than 9 for any other byte. */
export function digitAt(address: usize): u32 {
  return <u32>load<u8>(address) - <u32>zero;
}
