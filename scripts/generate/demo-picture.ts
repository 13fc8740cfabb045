import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { renderPretty } from "../../src/report/pretty.ts";
import { defaultRenderOptions } from "../../src/report/renderer.ts";
import type { Diagnostic, Report } from "../../src/report/report.ts";
import { lintSources } from "../../test/support/lint-text.ts";
import { terminalSvg } from "./terminal-svg.ts";

const demo = "fixtures/demo";

/** What the command says about the demo mesh, as a terminal shows it; not all findings fit into a picture. */
export function demoPicture(): string {
  const report = lintDemo();
  const shown = chosen(report.diagnostics);
  const blocks = render(report).split("\n\n");
  const tally = blocks.at(-1) ?? "";
  const parts = report.diagnostics.flatMap((it, index) =>
    shown.includes(it) ? [blocks[index] ?? ""] : [],
  );
  const rest = report.diagnostics.length - shown.length;
  const text = [
    `\u001B[2m$\u001B[22m npx istio-grpc-lint ${demo}`,
    ...parts,
    `\u001B[2m… ${rest} more findings …\u001B[22m`,
    tally,
  ].join("\n\n");
  return terminalSvg(text, `istio-grpc-lint ${demo}`);
}

function lintDemo(): Report {
  const paths = readdirSync(demo, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:json|proto|yaml)$/.test(path))
    .map((path) => join(demo, path).replaceAll("\\", "/"))
    .toSorted();
  return lintSources(paths.map((path) => ({ path, text: readFileSync(path, "utf8") })));
}

/** One that needs two files, one that is fixed at once, and one that knows the RPCs. */
function chosen(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const acrossFiles = diagnostics.find(
    ({ severity, primary, related = [] }) =>
      severity === "error" && related.some(({ span }) => span.source !== primary.span.source),
  );
  const mended = diagnostics.find(
    (it) => it !== acrossFiles && it.severity === "error" && it.fix?.safe === true,
  );
  const ofRpcs = diagnostics.find(
    ({ topic, related = [] }) =>
      topic === "streaming" && related.some(({ span }) => span.source.path.endsWith(".proto")),
  );
  return [acrossFiles, mended, ofRpcs].filter((it) => it !== undefined);
}

/** As on a terminal that shows rule ids as links, without the links themselves. */
function render(report: Report): string {
  const options = {
    ...defaultRenderOptions,
    version: "0.0.0",
    color: 1,
    fixFlag: "--fix",
  } as const;
  const text = renderPretty(report, { ...options, links: true });
  return text.replaceAll(link, "");
}

// oxlint-disable-next-line no-control-regex -- that is what they begin with
const link = /\u001B\]8;;.*?\u001B\\/g;
