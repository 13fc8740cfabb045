import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { cliEntry, plainEnvironment, runCli } from "../support/run-cli.ts";
import { installCommand, runProgram } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const page = readFileSync("docs/editors.md", "utf8");

/** The recipe of an editor: the block of its language. */
function recipe(language: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))];
  expect(blocks).toHaveLength(1);
  return blocks[0]?.[1] ?? "";
}

function project(): string {
  return temporaryFolder({
    "k8s/bad.yaml": clean,
    "k8s/other.yaml": withWarning,
  });
}

/** Runs an editor that writes what it shows to `shown.json`. */
function edit(cwd: string, program: string, args: readonly string[]): unknown {
  const bin = installCommand(join(cwd, ".git"));
  const environment = {
    PATH: [bin, process.env["PATH"] ?? ""].join(delimiter),
    XDG_CONFIG_HOME: join(cwd, ".git"),
  };
  const run = runProgram(program, args, { cwd, environment });
  const shown = join(cwd, "shown.json");
  expect(existsSync(shown), run.stdout + run.stderr).toBe(true);
  return JSON.parse(readFileSync(shown, "utf8"));
}

interface Problem {
  readonly file: string | undefined;
  readonly line: string | undefined;
  readonly column: string | undefined;
  readonly severity: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

describe("Visual Studio Code", () => {
  const text = readFileSync(".vscode/tasks.json", "utf8").replaceAll(/^\s*\/\/.*$/gm, "");
  const [once, watch] = JSON.parse(text).tasks;
  const { pattern, background } = watch.problemMatcher;

  /** What a line is to the matcher. */
  function problemIn(line: string): Problem | undefined {
    const match = new RegExp(pattern.regexp).exec(line);
    if (match === null) return undefined;
    const part = (name: string): string | undefined => match[pattern[name]];
    const [file, line_, column] = [part("file"), part("line"), part("column")];
    const [severity, code, message] = [part("severity"), part("code"), part("message")];
    return { file, line: line_, column, severity, code, message };
  }

  it("has a task that matches what the command prints, and nothing else", () => {
    const cwd = temporaryFolder({ "a b/bad.yaml": withError, "warning.yaml": withWarning });
    const lines = runCli(once.command.split(" ").slice(2), { cwd }).stdout.trimEnd().split("\n");
    const found = lines.flatMap((line) => problemIn(line) ?? []);
    expect(found).toMatchObject([
      { file: "a b/bad.yaml", line: "5", column: "3", severity: "error", code: "unknown-field" },
      { file: "warning.yaml", line: "7", severity: "warning", code: "lb-least-conn-deprecated" },
    ]);
    expect(found.filter(({ message }) => message?.includes("[*]"))).toEqual([]);
    expect(lines[1]).toMatch(/ \[\*\]$/);
    expect(lines.length).toBeGreaterThan(found.length);
    expect(once.problemMatcher.pattern).toEqual(pattern);
  });

  it("has a task that shows what is found after each change, and forgets what was found before", async () => {
    const cwd = temporaryFolder({ "k8s/a.yaml": withError });
    const command = watch.command.split(" ").slice(2);
    const child = spawn(
      "bash",
      ["-c", 'exec "$@" 2>&1', "-", process.execPath, cliEntry, ...command],
      {
        cwd,
        env: plainEnvironment(),
      },
    );
    onTestFinished(() => {
      child.kill();
    });
    const [begins, ends] = [
      new RegExp(background.beginsPattern),
      new RegExp(background.endsPattern),
    ];
    const runs: (readonly Problem[])[] = [];
    let problems: readonly Problem[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (begins.test(line)) problems = [];
      const problem = problemIn(line);
      if (problem) problems = [...problems, problem];
      if (!ends.test(line)) continue;
      runs.push(problems);
      if (runs.length === 2) break;
      writeFileSync(join(cwd, "k8s/a.yaml"), `# new\n${withError}`);
    }
    expect(runs).toMatchObject([[{ line: "5" }], [{ line: "6" }]]);
  });
});

const nvim = findProgram("nvim");

describe.skipIf(nvim === undefined)("Neovim (where it is installed)", () => {
  it("shows the findings of a project as diagnostics when a file is saved", () => {
    const cwd = project();
    writeFileSync(
      join(cwd, "run.lua"),
      `${recipe("lua")}
vim.cmd("edit k8s/bad.yaml")
vim.cmd("%s/ports:/portz:/")
vim.cmd("write")
vim.wait(20000, function() return #vim.diagnostic.get() >= 2 end, 50)
local shown = {}
for _, it in ipairs(vim.diagnostic.get()) do
  local file = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(it.bufnr), ":t")
  table.insert(shown, { file, it.lnum, it.col, it.end_col, it.severity, it.code })
end
table.sort(shown, function(a, b) return a[1] < b[1] end)
vim.fn.writefile({ vim.json.encode(shown) }, "shown.json")
vim.cmd("qall!")
`,
    );
    const shown = edit(cwd, nvim ?? "", [
      "--headless",
      "-u",
      "NONE",
      "-i",
      "NONE",
      "-n",
      "-S",
      "run.lua",
    ]);
    expect(shown).toEqual([
      ["bad.yaml", 4, 2, 7, 1, "unknown-field"],
      ["other.yaml", 6, 28, 38, 2, "lb-least-conn-deprecated"],
    ]);
  });
});

const vims = ["vim", "nvim"].flatMap((name) => findProgram(name) ?? []);

describe.skipIf(vims.length === 0)("Vim (where it is installed)", () => {
  it.each(vims)("%s lists the findings of a project when a file is saved", (vim) => {
    const cwd = project();
    writeFileSync(
      join(cwd, "run.vim"),
      `filetype on
${recipe("vim")}
edit k8s/bad.yaml
%s/ports:/portz:/
write
let shown = map(getqflist(), {_, it -> [bufname(it.bufnr), it.lnum, it.col, it.type, it.text]})
call writefile([json_encode(shown)], 'shown.json')
qall!
`,
    );
    const quiet = vim.endsWith("nvim")
      ? ["--headless", "-i", "NONE"]
      : ["-e", "-s", "-N", "-i", "NONE"];
    const shown = edit(cwd, vim, [...quiet, "-u", "NONE", "-n", "-S", "run.vim"]);
    expect(shown).toEqual([
      ["k8s/bad.yaml", 5, 3, "e", expect.stringMatching(/^\[unknown-field\] .*`portz`$/)],
      ["k8s/other.yaml", 7, 29, "w", expect.stringMatching(/^\[lb-least-conn-deprecated\] /)],
    ]);
  });
});

const emacs = findProgram("emacs");

describe.skipIf(emacs === undefined)("Emacs (where it is installed)", () => {
  it("shows the findings of a file when it is saved", () => {
    const cwd = project();
    writeFileSync(
      join(cwd, "run.el"),
      `${recipe("elisp")}
(defun test-wait (done)
  (let ((end (+ (float-time) 20)))
    (while (and (< (float-time) end) (not (funcall done))) (accept-process-output nil 0.05))))
(setq project-find-functions (list (lambda (_) (cons 'transient "${cwd}/"))))
(find-file "k8s/bad.yaml")
(istio-grpc-lint-setup)
(flymake-start)
(test-wait (lambda () (not (process-live-p istio-grpc-lint--process))))
(search-forward "ports:")
(replace-match "portz:")
(save-buffer)
(test-wait #'flymake-diagnostics)
(let ((shown (mapcar (lambda (it) (vector (line-number-at-pos (flymake-diagnostic-beg it))
                                         (- (flymake-diagnostic-end it) (flymake-diagnostic-beg it))
                                         (symbol-name (flymake-diagnostic-type it))
                                         (flymake-diagnostic-text it)))
                     (flymake-diagnostics))))
  (with-temp-file "${cwd}/shown.json" (insert (json-encode (vconcat shown)))))
`,
    );
    const shown = edit(cwd, emacs ?? "", ["--batch", "--no-init-file", "--load", "run.el"]);
    expect(shown).toEqual([[5, 5, ":error", expect.stringContaining("[unknown-field]\n")]]);
  });
});
