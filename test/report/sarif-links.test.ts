import { expect, it } from "vitest";
import { clean, withError } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The targets of all links in a text, as SARIF 2.1.0, 3.11.6, has them. */
function targetsIn(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(?<!\\)\[(?:[^\\[\]]|\\.)*\]\(([^)]*)\)/g),
    ([, target]) => target ?? "",
  );
}

it.each([
  ["a link", "see [the fix](https://evil.example) or [x](7)"],
  ["a bracket that one of ours would close", "see [the fix"],
  ["a link that is escaped already", String.raw`\[the fix](7)`],
])("a name with %s links to nothing in SARIF", (_, name) => {
  const twice = [withError, clean].map((text) => text.replace("ratings", JSON.stringify(name)));
  const cwd = temporaryFolder({ "a.yaml": twice.join("---\n") });
  const { stdout } = runCli(["-f", "sarif", "a.yaml"], { cwd });
  const [run] = JSON.parse(stdout).runs;
  expect(run.results.length).toBeGreaterThan(1);
  for (const { message, relatedLocations, locations, fixes = [] } of run.results) {
    const own = relatedLocations.map((_place: unknown, index: number) => `${index + 1}`);
    expect(targetsIn(message.text)).toEqual(own);
    const others = [...locations, ...relatedLocations].map(({ message: { text } }) => text);
    const titles = fixes.map((fix: { description: { text: string } }) => fix.description.text);
    expect([...others, ...titles].flatMap(targetsIn)).toEqual([]);
  }
});

it("a path with an index in it is shown as it is", () => {
  const cwd = temporaryFolder({ "a.yaml": clean.replace("port: 50051", "port: 70000") });
  const { stdout } = runCli(["-f", "sarif", "a.yaml"], { cwd });
  expect(stdout).not.toContain(String.raw`\\[`);
});
