/** Whether a file that begins with this text holds results; a line is canonical JSON, which has its fields sorted. */
export function isResultsHead(text: string): boolean {
  return /^\{"backend":"[^"]*","format":"tabquant-result"/.test(text);
}
