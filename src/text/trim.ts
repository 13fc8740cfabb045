/** A text without the `sign`s at its end. As an expression this would begin anew at each of them. */
export function withoutTrailing(text: string, sign: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === sign) end -= 1;
  return text.slice(0, end);
}

/** A text without the `sign`s at both of its ends. */
export function withoutOuter(text: string, sign: string): string {
  let start = 0;
  while (start < text.length && text.charAt(start) === sign) start += 1;
  return withoutTrailing(text.slice(start), sign);
}
