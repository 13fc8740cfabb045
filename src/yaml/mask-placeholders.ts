/**
 * A placeholder `${PORT}` within brackets or braces ends a plain scalar and makes the text unreadable until it is filled
 * in. Written as `$(PORT)`, every character in its place, it can be read. So can `{name}-admin`, as Python's `format`
 * fills it in, as `<name>-admin`, and one on a line of its own as a comment. The text as it is where none is at fault.
 */
export function maskPlaceholders(
  text: string,
  faults: readonly { readonly start: number }[],
): string {
  if (faults.some(({ start }) => text.startsWith("${", start - 1))) {
    return text.replaceAll(
      /\$\{([^{}\n]*)\}/g,
      (_, name: string) => `$(${name.replaceAll(/[[\],#"']/g, "_").replaceAll(/:(?=\s|$)/g, "_")})`,
    );
  }
  return faults.length === 0 ? text : maskFormat(text);
}

/** In braces there are a name, its attributes and a key, and nothing that YAML would have there. */
function maskFormat(text: string): string {
  return text
    .replaceAll(/^([ \t]*)\{([A-Za-z_][\w.]*(?:\[[\w.-]+\])?\}[ \t]*)$/gm, "$1#$2")
    .replaceAll(/(: |- )\{([A-Za-z_][\w.]*(?:\[[\w.-]+\])?)\}/g, "$1<$2>");
}
