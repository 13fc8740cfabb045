import { helpText } from "../../src/cli/help.ts";
import { commands } from "../../src/cli/option.ts";

/** `text` with what `--help` prints between its two markers. */
export function withHelp(text: string): string {
  return text.replace(
    /(<!-- help -->\n)[\s\S]*?(<!-- \/help -->)/,
    (_, open: string, close: string) => `${open}\`\`\`text\n${helpText()}\`\`\`\n${close}`,
  );
}

/** The page of all commands, with what the `--help` of each prints. */
export function commandsPage(): string {
  const sections = commands.map(
    (command) => `## ${command}\n\n\`\`\`text\n${helpText(command)}\`\`\`\n`,
  );
  return `# Commands\n\nWhat \`istio-grpc-lint COMMAND --help\` prints.\n\n${sections.join("\n")}`;
}
