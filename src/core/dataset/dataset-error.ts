/** Bars, splits and scaler that give no dataset; the message says what is needed and what is there. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
