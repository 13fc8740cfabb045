/**
 * A placeholder `${PORT}` within brackets or braces ends a plain scalar and makes the text unreadable until it is filled
 * in. Written as `$(PORT)`, every character in its place, it can be read. The text as it is where none is at fault.
 */
export function maskPlaceholders(
  text: string,
  faults: readonly { readonly start: number }[],
): string {
  if (!faults.some(({ start }) => text.startsWith("${", start - 1))) return text;
  return text.replaceAll(
    /\$\{([^{}\n]*)\}/g,
    (_, name: string) => `$(${name.replaceAll(/[[\],#"']/g, "_").replaceAll(/:(?=\s|$)/g, "_")})`,
  );
}
