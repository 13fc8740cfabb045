import { printable } from "./printable.ts";
import { isPassed, unmetText, type TestResult } from "./test-results.ts";

/** The Test Anything Protocol, version 14. */
export function renderTap(results: readonly TestResult[]): string {
  const rows = ["TAP version 14", `1..${results.length}`];
  for (const [index, result] of results.entries()) {
    const name = printable(titleOf(result)).replaceAll("#", "\\#");
    rows.push(`${isPassed(result) ? "ok" : "not ok"} ${index + 1} - ${name}`);
    if (isPassed(result)) continue;
    rows.push(
      "  ---",
      "  messages:",
      ...messagesOf(result).map((it) => `    - ${JSON.stringify(it)}`),
      "  ...",
    );
  }
  return `${rows.join("\n")}\n`;
}

/** With the environment or overlay, where there are several. */
export function titleOf({ name, form }: TestResult): string {
  return form === undefined ? name : `${name} (${form})`;
}

export function messagesOf({ unmet, fault }: TestResult): readonly string[] {
  return [...(fault === undefined ? [] : [fault]), ...unmet.map(unmetText)];
}
