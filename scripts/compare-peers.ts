// Counts on how many of this repository's own cases other tools speak: `npm run compare` with `istioctl` and
// `kubeconform` on PATH. The cases are mistakes this tool knows, so this says what the others leave over, not who is
// better.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copySchemas } from "./bench/kubeconform.ts";

interface Peer {
  readonly name: string;
  /** Whether the tool has anything to say against the files; `undefined` if it cannot run. */
  readonly speaks: (files: readonly string[]) => boolean | undefined;
}

function output(
  command: string,
  args: readonly string[],
): { status: number; text: string } | undefined {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  return error ? undefined : { status: status ?? 2, text: stdout + stderr };
}

/** Whether a command ends with a status other than 0. */
function fails(command: string, args: readonly string[]): boolean | undefined {
  const run = output(command, args);
  return run && run.status !== 0;
}

function peersWith(schemas: string): readonly Peer[] {
  const location = join(schemas, "{{ or .Group `core` }}", "{{ .ResourceKind }}.json");
  const strict = ["-strict", "-ignore-missing-schemas", "-schema-location", location];
  return [
    { name: "kubeconform -strict", speaks: (files) => fails("kubeconform", [...strict, ...files]) },
    {
      name: "istioctl validate",
      speaks: (files) => fails("istioctl", ["validate", ...files.flatMap((file) => ["-f", file])]),
    },
    {
      name: "istioctl analyze --use-kube=false",
      speaks: (files) => {
        const run = output("istioctl", ["analyze", "--use-kube=false", ...files]);
        return run && /^(?:Error|Warning) \[IST\d+\]/m.test(run.text);
      },
    },
  ];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name !== "fixed")
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
    .filter((path) => /\.ya?ml$/.test(path));
}

function casesNamed(start: string): readonly (readonly string[])[] {
  return readdirSync("fixtures/rules", { recursive: true, encoding: "utf8" })
    .filter((path) => new RegExp(`^[^/]+/[^/]+/${start}-[^/]+$`).test(path))
    .map((path) => filesBelow(join("fixtures/rules", path)))
    .filter((files) => files.length > 0);
}

const schemas = mkdtempSync(join(tmpdir(), "compare-"));
try {
  copySchemas("schemas", schemas);
  const [bad, ok] = [casesNamed("bad"), casesNamed("ok")];
  console.log(
    `| tool | speaks on ${bad.length} bad cases | on ${ok.length} good ones |\n|---|---|---|`,
  );
  for (const { name, speaks } of peersWith(schemas)) {
    if (speaks(["fixtures/demo/gateway.yaml"]) === undefined) continue;
    const count = (cases: readonly (readonly string[])[]): number => cases.filter(speaks).length;
    console.log(`| ${name} | ${count(bad)} | ${count(ok)} |`);
  }
} finally {
  rmSync(schemas, { recursive: true, force: true });
}
