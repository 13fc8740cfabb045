/** Below the mesh: what only says what is written. */
const texts = ["src/rpc", "src/proto", "src/schema", "src/manifest", "src/yaml"];

/** The rooms of the mesh, the lowest first: each imports those before it. */
export const rooms = [
  "src/mesh/objects",
  "src/mesh/world",
  "src/mesh/resolve",
  "src/mesh/evidence",
  "src/mesh/proxy",
  "src/mesh",
  "src/mesh/ask",
];
const belowTheMesh = [...texts, "src/validate", "src/collections", "src/text"];

/** What each folder may import of the project, and which packages. */
export const allowed: Readonly<
  Record<string, { readonly from: readonly string[]; readonly packages?: readonly string[] }>
> = {
  "src/text": { from: [] },
  "src/collections": { from: [] },
  "src/yaml": { from: ["src/text"], packages: ["yaml"] },
  // Of `yaml` only what a source and a place in it are.
  "src/proto": { from: ["src/yaml"], packages: ["node:zlib"] },
  "src/rpc": { from: ["src/proto", "src/yaml", "src/text"], packages: ["re2js"] },
  "src/manifest": { from: ["src/collections", "src/yaml", "src/text"] },
  "src/schema": { from: ["src/manifest", "src/yaml", "src/text", "schemas"] },
  "src/validate": { from: ["src/manifest", "src/yaml", "src/text"] },
  ...Object.fromEntries(
    rooms.map((room, index) => [room, { from: [...belowTheMesh, ...rooms.slice(0, index)] }]),
  ),
  "src/rule": { from: [...rooms, "src/validate", "src/manifest", "src/yaml", "src/text"] },
  "src/custom": {
    from: ["src/config", "src/rule", "src/mesh/objects", "src/manifest", "src/yaml"],
    packages: ["re2js"],
  },
  "src/charts": { from: ["src/report", "src/rule", "src/collections", "src/yaml"] },
  "src/upgrades": { from: ["src/rule", "src/mesh/objects", "src/manifest", "src/yaml"] },
  "src/simulate": {
    from: [...rooms, "src/collections", "src/manifest", "src/rpc", "src/yaml", "src/text"],
    packages: ["re2js"],
  },
  "src/survey": { from: ["src/simulate", ...rooms, ...belowTheMesh] },
  "src/graph": { from: ["src/survey", "src/simulate", ...rooms, ...belowTheMesh] },
  "src/config": {
    from: [
      "src/mesh/objects",
      "src/rpc",
      "src/validate",
      "src/rule",
      "src/schema",
      "src/yaml",
      "src/text",
    ],
  },
  "src/files": {
    from: ["src/yaml"],
    packages: ["node:child_process", "fast-glob", "ignore", "node:fs", "node:path"],
  },
  "src/fix": { from: ["src/report", "src/rule", "src/yaml"] },
  "src/report": {
    from: ["src/graph", "src/survey", "src/simulate", "src/rule", "src/yaml", "src/text"],
    packages: ["@dagrejs/dagre", "chalk", "get-east-asian-width"],
  },
  "src/crds": {
    from: ["src/schema", "schemas"],
    packages: [
      "ajv",
      "ajv/dist/vocabularies/core/ref.js",
      "re2js",
      "scripts/validators/formats.cjs",
      "scripts/validators/keywords.mjs",
    ],
  },
  "src/engine": {
    from: [
      ...rooms,
      "src/config",
      "src/rule",
      "src/report",
      "src/fix",
      "src/graph",
      "src/survey",
      "src/simulate",
      ...belowTheMesh,
    ],
  },
  "src/cli": {
    from: [
      "src/crds",
      "src/engine",
      "src/config",
      "src/files",
      "src/fix",
      "src/graph",
      "src/survey",
      "src/charts",
      "src/custom",
      "src/upgrades",
      "src/simulate",
      "src/report",
      "src/rpc",
      "src/rule",
      "src/schema",
      "src/server",
      "src/yaml",
      "src/text",
      "src/parts.ts",
      "rules",
    ],
    packages: ["node:crypto", "node:module", "node:path", "node:url", "node:util", "node:v8"],
  },
  "src/server": {
    from: [
      ...rooms,
      "src/engine",
      "src/config",
      "src/fix",
      "src/report",
      "src/rule",
      ...belowTheMesh,
    ],
    packages: [
      "node:path",
      "node:url",
      "vscode-languageserver",
      "vscode-languageserver/node",
      "vscode-languageserver-textdocument",
    ],
  },
  "src/library": {
    from: [
      "src/engine",
      "src/crds",
      "src/custom",
      "src/config",
      "src/fix",
      "src/graph",
      "src/survey",
      "src/simulate",
      "src/report",
      "src/rule",
      "src/schema",
      "src/yaml",
      "src/text",
      "src/parts.ts",
      "rules",
    ],
  },
  rules: { from: ["src/rule", ...rooms, ...belowTheMesh] },
};

/** Of these folders rules see only types: what they need of them is a question in `src/mesh/ask`. */
export const typesOnlyForRules: ReadonlySet<string> = new Set([
  ...texts,
  "src/mesh/resolve",
  "src/mesh/evidence",
  "src/mesh/proxy",
]);
