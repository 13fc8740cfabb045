/**
 * Whether a value is filled in later by another tool (`${TIMEOUT}`, `{{ .Values.timeout }}`, `<timeout>`, `%T%`).
 * Nothing can be said about what it will be.
 */
export function isPlaceholder(text: string): boolean {
  return /[${}<>%@]/.test(text);
}
