import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { kustomizationGraph } from "../../src/manifest/kustomize/graph.ts";
import {
  allPatches,
  isComponent,
  kustomizationsIn,
  resolveFrom,
} from "../../src/manifest/kustomize/kustomization.ts";
import type { SourceFile } from "../../src/yaml/source.ts";
import type { Field } from "../../src/yaml/field.ts";
import { findProgram } from "../support/find-program.ts";
import { foldersIn, sourcesIn } from "../support/fixtures.ts";
import { lintSources } from "../support/lint-text.ts";
import { kustomizedText, parseSource } from "../support/overlays.ts";
import { readFolder } from "../support/read-folder.ts";
import { referenceData } from "../support/reference-data.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const kustomize = findProgram("kustomize") ?? findProgram("kubectl");
const folders = ["corpus/repos", "corpus/fixes", "corpus/cases", "corpus/inputs"].flatMap(
  (name) => referenceData(name) ?? [],
);

/** A kustomization with all files that it is made of, and what kustomize makes of it. */
interface Overlay {
  readonly path: string;
  readonly sources: readonly SourceFile[];
  readonly built: string;
}

function overlaysIn(folder: string): readonly Overlay[] {
  const sources = readFolder(folder);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const graph = kustomizationGraph(
    sources.flatMap((source) => kustomizationsIn(parseSource(source).documents)),
  );
  return graph.roots
    .filter((root) => !isComponent(root))
    .flatMap((root) => {
      const { path } = root.source;
      const built = kustomizedText(kustomize ?? "", join(folder, dirname(path)));
      if (built === undefined) return [];
      const paths = new Set(
        graph.reached(root).flatMap((one) => filesOf(one, graph.filesOf(root))),
      );
      return [{ path, sources: [...paths].flatMap((one) => byPath.get(one) ?? []), built }];
    });
}

function filesOf(root: Field, files: ReadonlySet<string>): readonly string[] {
  const named = (root.get("replacements")?.items() ?? []).flatMap((entry) => {
    const path = entry.get("path")?.text;
    return path === undefined ? [] : [resolveFrom(root.source, path)];
  });
  return [
    root.source.path,
    ...files,
    ...named,
    ...allPatches(root).flatMap(({ path }) => path ?? []),
  ];
}

/** What is said of texts rather than of what they apply. */
const aboutTexts = new Set(["kustomize-not-built"]);

function found(sources: readonly SourceFile[]): readonly string[] {
  const { diagnostics } = lintSources(sources, {
    preset: "recommended",
    inlineSuppressions: false,
  });
  const said = diagnostics
    .filter(({ ruleId }) => !aboutTexts.has(ruleId))
    // Names may be those of another one of several: kustomize has an order of its own.
    .map(({ ruleId, severity, headline }) => {
      return `${severity} ${ruleId}: ${headline.replaceAll(/`[^`]*`/g, "`…`")}`;
    });
  return [...new Set(said)].toSorted();
}

function differences({ path, sources, built }: Overlay): readonly string[] {
  const tree = found(sources);
  const whole = found([{ path: "built.yaml", text: built }]);
  return [
    ...tree.filter((one) => !whole.includes(one)).map((one) => `${path}: only in files: ${one}`),
    ...whole.filter((one) => !tree.includes(one)).map((one) => `${path}: only built: ${one}`),
  ];
}

/** A mesh of the fixtures as the base of an overlay that changes nothing that counts. */
function asOverlay(folder: string): Overlay | undefined {
  const manifests = sourcesIn(folder).filter(({ path }) => /\.ya?ml$/.test(path));
  if (manifests.some(({ text }) => text.includes("kustomize.config.k8s.io"))) return undefined;
  const names = manifests.map(({ path }) => path);
  const files = {
    ...Object.fromEntries(manifests.map(({ path, text }) => [`base/${path}`, text])),
    "base/kustomization.yaml": `resources: ${JSON.stringify(names)}\n`,
    "top/kustomization.yaml": `resources: [../base]
patches:
  - target: { kind: .* }
    patch: '[{ "op": "add", "path": "/metadata/annotations/a", "value": "b" }]'
`,
  };
  const built = kustomizedText(kustomize ?? "", join(temporaryFolder(files), "top"));
  if (built === undefined) return undefined;
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  // What a case says of itself in comments.
  const settings = manifests.flatMap(({ text }) => text.match(/^# \w+: [\w.]+$/gm) ?? []);
  return { path: folder, sources, built: [...settings, built].join("\n") };
}

describe.skipIf(kustomize === undefined)("an overlay is judged as what kustomize builds", () => {
  it.each(folders)("in %s", { timeout: 300_000 }, (folder) => {
    expect(overlaysIn(folder).flatMap(differences)).toEqual([]);
  });

  it("whatever is in its base", { timeout: 600_000 }, () => {
    const bad = foldersIn("fixtures/rules").flatMap((topic) =>
      foldersIn(join("fixtures/rules", topic)).flatMap((rule) =>
        foldersIn(join("fixtures/rules", topic, rule))
          .filter((name) => name.startsWith("bad-"))
          .map((name) => join("fixtures/rules", topic, rule, name)),
      ),
    );
    // A build takes a tenth of a second.
    const some = bad.filter((_, index) => index % 5 === 0);
    const overlays = some.flatMap((folder) => asOverlay(folder) ?? []);
    expect(overlays.length).toBeGreaterThan(100);
    expect(overlays.flatMap(differences)).toEqual([]);
  });
});
