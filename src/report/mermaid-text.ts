/** Mermaid needs character codes for characters that would end a label or become markup. */
export function mermaidText(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(/[\r\n]+/g, " ");
}
