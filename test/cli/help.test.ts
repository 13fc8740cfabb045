import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { foreignOptions } from "../../src/cli/foreign-options.ts";
import { helpText } from "../../src/cli/help.ts";
import { commandTable } from "../../src/cli/command-table.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { commands as commandNames, type Option } from "../../src/cli/option.ts";
import { options } from "../../src/cli/options.ts";
import { renderers } from "../../src/report/index.ts";
import { runCli } from "../support/run-cli.ts";

const table: readonly Option[] = options;
const text = helpText();

describe("the help text", () => {
  it("fits one screen of 45 lines and 100 columns", () => {
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(45);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it("names every option with a heading, and every format", () => {
    for (const { name, group, commands = [] } of table) {
      const shown = group === "Ask" ? helpText(commands[0]) : text;
      expect(new RegExp(` --${name}[ ,[]`).test(shown), name).toBe(group !== undefined);
    }
    for (const format of Object.keys(renderers)) expect(text).toContain(format);
  });

  it("is what the README shows (`npm run generate`)", () => {
    const readme = readFileSync("README.md", "utf8");
    expect(readme).toContain(`<!-- help -->\n\`\`\`text\n${text}\`\`\`\n<!-- /help -->`);
  });

  it("is what --help and -h print, whatever else is asked for", () => {
    expect(runCli(["--help"])).toEqual({ status: 0, stdout: text, stderr: "" });
    expect(runCli(["-h", "-f", "json"])).toEqual({ status: 0, stdout: text, stderr: "" });
  });
});

describe.each(commandNames.filter((name) => name !== "check"))("the help text of %s", (command) => {
  const own = helpText(command);
  const entry = commandTable[command];

  it("has a synopsis, its options alone, and two examples that can be read", () => {
    expect(own).toContain(`\n  istio-grpc-lint ${command}`);
    expect(own.split("\n").filter((line) => line.length > 100 && !line.includes("--call"))).toEqual(
      [],
    );
    for (const { name, commands: those = ["check"] } of table) {
      const isShown = new RegExp(`^ +(?:-\\w, )?--${name}(?:[ [=]|$)`, "m").test(own);
      expect(isShown, name).toBe(those.some((other) => other === command));
    }
    for (const [line] of entry.examples) {
      const words = line.replace(/ > .*/, "").split(" ");
      expect(parseArguments(words).command).toBe(words[0]);
    }
  });

  it("names its formats, as completions do", () => {
    for (const format of entry.formats ?? []) expect(own).toContain(format);
    expect(own.includes("--format")).toBe(entry.formats !== undefined);
  });

  it("is what its --help prints", () => {
    expect(runCli([command, "--help"])).toEqual({ status: 0, stdout: own, stderr: "" });
  });
});

describe("the option table", () => {
  it("has each name once", () => {
    const names = table.flatMap(({ name, shorts = [] }) => [name, ...shorts]);
    expect(names).toEqual([...new Set(names)]);
  });

  it("keeps foreign names apart from its own", () => {
    const names = new Set(table.map(({ name }) => name));
    expect(Object.keys(foreignOptions).filter((name) => names.has(name))).toEqual([]);
  });
});
