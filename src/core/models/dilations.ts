/** Returns the dilation of each residual block, first block first. */
export function dilationsOf({ blocks }: { readonly blocks: number }): readonly number[] {
  return Array.from({ length: blocks }, (_, block) => 2 ** block);
}
