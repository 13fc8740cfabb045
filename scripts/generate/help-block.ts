import { helpText } from "../../src/cli/help.ts";

/** `text` with what `--help` prints between its two markers. */
export function withHelp(text: string): string {
  return text.replace(
    /(<!-- help -->\n)[\s\S]*?(<!-- \/help -->)/,
    (_, open: string, close: string) => `${open}\`\`\`text\n${helpText()}\`\`\`\n${close}`,
  );
}
