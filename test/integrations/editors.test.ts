import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { clean, withError, withWarning } from "../support/manifests.ts";
import { runCli } from "../support/run-cli.ts";
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

describe("Visual Studio Code", () => {
  const tasks = JSON.parse(
    readFileSync(".vscode/tasks.json", "utf8").replaceAll(/^\s*\/\/.*$/gm, ""),
  );
  const [task] = tasks.tasks;
  const { pattern } = task.problemMatcher;
  const args = task.command.split(" ").slice(2);

  it("has a task that matches what the command prints, and nothing else", () => {
    const cwd = temporaryFolder({ "a b/bad.yaml": withError, "warning.yaml": withWarning });
    const lines = runCli(args, { cwd }).stdout.trimEnd().split("\n");
    const found = lines.flatMap((line) => {
      const match = new RegExp(pattern.regexp).exec(line);
      const part = (name: string): string | undefined => match?.[pattern[name]];
      return match === null
        ? []
        : [["file", "line", "column", "severity", "code", "message"].map(part)];
    });
    expect(found).toEqual([
      ["a b/bad.yaml", "5", "3", "error", "unknown-field", expect.stringMatching(/`portz`$/)],
      [
        "warning.yaml",
        "7",
        "29",
        "warning",
        "lb-least-conn-deprecated",
        expect.not.stringMatching(/\[\*\]/),
      ],
    ]);
    expect(lines.length).toBeGreaterThan(found.length);
  });

  it("is named in the recipe as it is called", () => {
    const settings = JSON.parse(recipe("json"));
    expect(Object.keys(settings["triggerTaskOnSave.tasks"])).toEqual([task.label]);
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
