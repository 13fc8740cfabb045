import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { clean, withWarning } from "../support/manifests.ts";
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

/** A finding behind signs that bytes, UTF-16 units and characters count differently, and a byte order mark. */
const wide = `\uFEFF# gr\u00FCn \u{1F98A}\n${withWarning}`
  .replace("{ simple", '{ "x\u00FC\u{1F98A}e\u0301": 1, simple')
  .replaceAll("\n", "\r\n");

const nvim = findProgram("nvim");

/** What Neovim shows once `file` is saved, after `change`: file, text that is marked, line, severity, code, message. */
function inNeovim(cwd: string, file: string, change = ""): unknown {
  writeFileSync(
    join(cwd, "run.lua"),
    `${recipe("lua")}
vim.cmd("edit ${file}")
${change}
vim.cmd("write")
vim.wait(20000, function() return #vim.diagnostic.get() >= 1 end, 20)
vim.wait(100)
local shown = {}
for _, it in ipairs(vim.diagnostic.get()) do
  vim.fn.bufload(it.bufnr)
  local line = vim.api.nvim_buf_get_lines(it.bufnr, it.lnum, it.lnum + 1, false)[1]
  local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(it.bufnr), ":t")
  table.insert(shown, { name, line:sub(it.col + 1, it.end_col), it.lnum, it.severity, it.code or "", it.message })
end
table.sort(shown, function(a, b) return a[1] .. a[5] < b[1] .. b[5] end)
vim.fn.writefile({ vim.json.encode(shown) }, "shown.json")
vim.cmd("qall!")
`,
  );
  return edit(cwd, nvim ?? "", ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", "run.lua"]);
}

describe.skipIf(nvim === undefined)("Neovim (where it is installed)", () => {
  it("shows the findings of a project as diagnostics when a file is saved", () => {
    const shown = inNeovim(project(), "k8s/bad.yaml", 'vim.cmd("%s/ports:/portz:/")');
    expect(shown).toEqual([
      ["bad.yaml", "portz", 4, 1, "unknown-field", expect.any(String)],
      ["other.yaml", "LEAST_CONN", 6, 2, "lb-least-conn-deprecated", expect.any(String)],
    ]);
  });

  it("marks the right text behind wide signs, CRLF and a byte order mark", () => {
    const shown = inNeovim(temporaryFolder({ "wide.yaml": wide }), "wide.yaml");
    expect(shown).toContainEqual([
      "wide.yaml",
      "LEAST_CONN",
      7,
      2,
      "lb-least-conn-deprecated",
      expect.any(String),
    ]);
  });

  it("shows why a run stopped, and no longer what was found before", () => {
    const shown = inNeovim(
      project(),
      "k8s/bad.yaml",
      `vim.cmd("write")
vim.wait(20000, function() return #vim.diagnostic.get() >= 1 end, 20)
vim.fn.writefile({ "nonsense: 1" }, ".istio-grpc-lint.yaml")
vim.cmd("write")
vim.wait(20000, function() return (vim.diagnostic.get()[1] or {}).code == nil end, 20)`,
    );
    const message = expect.stringContaining("nonsense");
    expect(shown).toEqual([["bad.yaml", "", 0, 1, "", message]]);
  });

  it("says so where there is no such command", () => {
    const shown = inNeovim(project(), "k8s/bad.yaml", 'vim.env.PATH = "/usr/bin:/bin"');
    const message = expect.stringContaining("not executable");
    expect(shown).toEqual([["bad.yaml", "", 0, 1, "", message]]);
  });
});

const vims = ["vim", "nvim"].flatMap((name) => findProgram(name) ?? []);

/** The quickfix list once `file` is saved, after `change`: file, line, text from the column on, type, text. */
function inVim(vim: string, cwd: string, file: string, change = ""): unknown {
  writeFileSync(
    join(cwd, "run.vim"),
    `set encoding=utf-8
${recipe("vim")}
edit ${file}
${change}
write
let shown = []
for item in getqflist()
  call bufload(item.bufnr)
  let line = get(getbufline(item.bufnr, item.lnum), 0, '')
  call add(shown, [bufname(item.bufnr), item.lnum, strcharpart(strpart(line, item.col - 1), 0, 5), item.type, item.text])
endfor
call writefile([json_encode(shown)], 'shown.json')
qall!
`,
  );
  const quiet = vim.endsWith("nvim")
    ? ["--headless", "-i", "NONE"]
    : ["-e", "-s", "-N", "-i", "NONE"];
  return edit(cwd, vim, [...quiet, "-u", "NONE", "-n", "-S", "run.vim"]);
}

describe.skipIf(vims.length === 0).each(vims)("%s (where it is installed)", (vim) => {
  it("lists the findings of a project when a file is saved", () => {
    const shown = inVim(vim, project(), "k8s/bad.yaml", "%s/ports:/portz:/");
    expect(shown).toEqual([
      ["k8s/bad.yaml", 5, "portz", "e", expect.stringMatching(/^\[unknown-field\] .*`portz`$/)],
      ["k8s/other.yaml", 7, "LEAST", "w", expect.stringMatching(/^\[lb-least-conn-deprecated\] /)],
    ]);
  });

  it("knows the right column behind wide signs, CRLF and a byte order mark", () => {
    const shown = inVim(vim, temporaryFolder({ "wide.yaml": wide }), "wide.yaml");
    const text = expect.stringMatching(/^\[lb-least-conn-deprecated\] /);
    expect(shown).toContainEqual(["wide.yaml", 8, "LEAST", "w", text]);
  });

  it("lists why a run stopped, at the place in the configuration", () => {
    const cwd = temporaryFolder({ "a.yaml": clean, ".istio-grpc-lint.yaml": "# x\nnonsense: 1\n" });
    const text = expect.stringMatching(/^\[not-checked\] .*`nonsense`/);
    expect(inVim(vim, cwd, "a.yaml")).toEqual([[".istio-grpc-lint.yaml", 2, "nonse", "e", text]]);
  });

  it("says so where there is no such command", () => {
    const shown = inVim(vim, project(), "k8s/bad.yaml", "let $PATH = '/usr/bin:/bin'");
    expect(shown).toEqual([
      ["k8s/bad.yaml", 1, "apiVe", "e", expect.stringContaining("not found")],
    ]);
  });
});

const emacs = findProgram("emacs");

/** What Flymake shows once `file` is saved, after `change`: line, text that is marked, type, text. */
function inEmacs(cwd: string, file: string, change = ""): unknown {
  writeFileSync(
    join(cwd, "run.el"),
    `${recipe("elisp")}
(defun test-wait (done)
  (let ((end (+ (float-time) 20)))
    (while (and (< (float-time) end) (not (funcall done))) (accept-process-output nil 0.05))))
(set-language-environment "UTF-8")
(setq project-find-functions (list (lambda (_) (cons 'transient "${cwd}/"))))
(find-file "${file}")
(istio-grpc-lint-setup)
(flymake-start)
(test-wait (lambda () (not (process-live-p istio-grpc-lint--process))))
${change}
(set-buffer-modified-p t)
(save-buffer)
(test-wait #'flymake-diagnostics)
(let ((shown (mapcar (lambda (it) (vector (line-number-at-pos (flymake-diagnostic-beg it))
                                         (buffer-substring-no-properties
                                          (flymake-diagnostic-beg it) (flymake-diagnostic-end it))
                                         (symbol-name (flymake-diagnostic-type it))
                                         (flymake-diagnostic-text it)))
                     (flymake-diagnostics))))
  (with-temp-file "${cwd}/shown.json" (insert (json-encode (vconcat shown)))))
`,
  );
  return edit(cwd, emacs ?? "", ["--batch", "--no-init-file", "--load", "run.el"]);
}

describe.skipIf(emacs === undefined)("Emacs (where it is installed)", () => {
  it("shows the findings of a file when it is saved", () => {
    const change = '(search-forward "ports:") (replace-match "portz:")';
    const shown = inEmacs(project(), "k8s/bad.yaml", change);
    const text = expect.stringContaining("[unknown-field]\n");
    expect(shown).toEqual([[5, "portz", ":error", text]]);
  });

  it("marks the right text behind wide signs, CRLF and a byte order mark", () => {
    const shown = inEmacs(temporaryFolder({ "wide.yaml": wide }), "wide.yaml");
    const text = expect.stringContaining("[lb-least-conn-deprecated]\n");
    expect(shown).toContainEqual([8, "LEAST_CONN", ":warning", text]);
  });

  it("shows why a run stopped", () => {
    const cwd = project();
    const configuration = join(cwd, ".istio-grpc-lint.yaml");
    const change = `(with-temp-file "${configuration}" (insert "nonsense: 1"))`;
    const shown = inEmacs(cwd, "k8s/bad.yaml", change);
    const text = expect.stringMatching(/could not do its work\n[\s\S]*nonsense/);
    expect(shown).toEqual([[1, "apiVersion: v1", ":error", text]]);
  });
});
