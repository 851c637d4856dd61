/** `(module (func (result v128) (f32x4.relaxed_madd 0 0 0)))`, as bytes: valid where WebAssembly has relaxed SIMD, and with it a fused multiply-add. */
export const relaxedSimdProbe = makeProbe([
  ...[0x41, 0, 0xfd, 0x11, 0x41, 0, 0xfd, 0x11, 0x41, 0, 0xfd, 0x11], // i32x4.splat(0), thrice
  ...[0xfd, 0x85, 2], // f32x4.relaxed_madd
]);

/** `(module (func (result v128) (i32x4.splat 0)))`, as bytes: valid where WebAssembly has SIMD. */
export const simdProbe = makeProbe([0x41, 0, 0xfd, 0x11]);

/** A module of one function without parameters or locals, which returns the vector that `code` leaves. */
function makeProbe(code: readonly number[]): Uint8Array<ArrayBuffer> {
  const body = [0, ...code, 0x0b]; // no locals, code, end
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...[1, 5, 1, 0x60, 0, 1, 0x7b], // type: () -> v128
    ...[3, 2, 1, 0], // one function of it
    ...[10, body.length + 2, 1, body.length, ...body],
  );
}
