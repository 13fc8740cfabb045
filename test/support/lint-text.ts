import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { defaultSettings, type Settings } from "../../src/config/settings.ts";
import { lint, lintUnchecked } from "../../src/engine/lint.ts";
import type { Parts } from "../../src/engine/parts.ts";
import type { Report } from "../../src/report/report.ts";
import { buildOverlays } from "../../src/manifest/kustomize/overlays.ts";
import { readProtos } from "../../src/rpc/read-protos.ts";
import { wholeMatcher } from "../../src/rpc/whole-match.ts";
import { structuresFrom } from "../../src/schema/load-structures.ts";
import { fullParse } from "../../src/yaml/full-parse.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import { rules } from "../../rules/index.ts";

const require = createRequire(import.meta.url);
const validators = resolve("dist/validators");

/** The parser from source, the compiled structures from the build. */
export const parts: Parts = {
  fullParser: () => fullParse,
  overlayBuilder: () => buildOverlays,
  protoReader: () => readProtos,
  wholeMatcher: () => wholeMatcher,
  structureOf: structuresFrom((path) => require(join(validators, path))),
};

/** With all rules, those of the preset `strict` too; `named` are the files that were not only found in a folder. */
export function lintSources(
  targets: readonly SourceFile[],
  settings: Partial<Settings> = {},
  named?: ReadonlySet<string>,
): Report {
  const inputs = { targets, context: [], ...(named && { named }) };
  return lint(inputs, rules, settingsFor(targets, settings), parts);
}

/** The same with fixes that nobody has tried yet, as `planFixes` wants them. */
export function findFixes(
  targets: readonly SourceFile[],
  settings: Partial<Settings> = {},
): Report {
  return lintUnchecked({ targets, context: [] }, rules, settingsFor(targets, settings), parts);
}

function settingsFor(targets: readonly SourceFile[], settings: Partial<Settings>): Settings {
  const written = { ...versionsIn(targets), ...completenessIn(targets) };
  return { ...defaultSettings, preset: "strict", ...written, ...settings };
}

/** An example may say in comments which releases it is for, if not the newest: `# istioVersion: 1.24`. */
function versionsIn(sources: readonly SourceFile[]): Partial<Settings> {
  const written = sources.flatMap(({ text }) => [
    ...text.matchAll(/^# (istioVersion|gatewayApiVersion|kubernetesVersion): (\d+\.\d+)$/gm),
  ]);
  const forIstio = written.some(([, name]) => name === "istioVersion");
  return {
    ...(forIstio && { forIstio }),
    ...Object.fromEntries(written.map(([, name = "", version = ""]) => [name, version])),
  };
}

/** An example of a page, with the `.proto` files that are read with it. */
export function lintExample(text: string, protos: readonly string[]): Report {
  const files = protos.map((proto, index) => ({
    path: index === 0 ? "example.proto" : `example-${index + 1}.proto`,
    text: proto,
  }));
  return lintSources([{ path: "example.yaml", text }, ...files]);
}

export function lintText(text: string, settings: Partial<Settings> = {}): Report {
  return lintSources([{ path: "example.yaml", text }], settings);
}

/** An example may say in a comment that it holds the whole mesh: `# complete: true`. */
function completenessIn(targets: readonly SourceFile[]): Partial<Settings> {
  return targets.some(({ text }) => /^# complete: true$/m.test(text)) ? { complete: true } : {};
}
