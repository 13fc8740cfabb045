/** What is wrong with a text: where, counted in the text, and in a label's few words. */
export interface TextFault {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** A fault of the whole text. */
export function wholeFault(text: string, label: string): TextFault {
  return { from: 0, to: text.length, label };
}
