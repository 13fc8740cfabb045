/** What manifests hold must not become markup, a link or a mention. */
export function escapedMarkdown(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\|*_[\]~#@!]/g, (sign) => `\\${sign}`);
}

/** As code, whatever backquotes the text holds. */
export function codeSpan(text: string): string {
  const plain = text.replaceAll(/[\r\n|]+/g, " ").replaceAll("`", "'");
  return `\`${plain}\``;
}
