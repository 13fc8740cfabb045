// The library; `import` finds its names in lines such as these.
"use strict";
const { fix, lint, listRules, loadConfig, render } = require("./bundle.cjs");
exports.fix = fix;
exports.lint = lint;
exports.listRules = listRules;
exports.loadConfig = loadConfig;
exports.render = render;
