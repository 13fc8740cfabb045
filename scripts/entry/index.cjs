// The library; `import` finds its names in lines such as these.
"use strict";
const bundle = require("./bundle.cjs");
exports.diff = bundle.diff;
exports.fix = bundle.fix;
exports.graph = bundle.graph;
exports.lint = bundle.lint;
exports.listRules = bundle.listRules;
exports.loadConfig = bundle.loadConfig;
exports.render = bundle.render;
exports.report = bundle.report;
exports.route = bundle.route;
exports.runTests = bundle.runTests;
