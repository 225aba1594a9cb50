// Grades pages as MDN's HTTP Observatory does, and their policies as Google's CSP Evaluator does:
//
//     node observatory.mjs HOST HTTP_PORT HTTPS_PORT PATH…
//
// prints a JSON object: path -> {grade, score, failed: [test, …], findings: [{severity, directive, description}, …]}.
// The scan is the package's own and believes to ask HOST on ports 80 and 443: only the connections lead elsewhere, to
// the two ports on this machine. The certificate is verified (NODE_EXTRA_CA_CERTS names the one that signs itself).

import fs from "node:fs";
import http from "node:http";
import https from "node:https";

const [host, httpPort, httpsPort, ...paths] = process.argv.slice(2);

for (const [agent, port] of [
  [http.Agent, httpPort],
  [https.Agent, httpsPort],
]) {
  const connect = agent.prototype.createConnection;
  agent.prototype.createConnection = function (options, ...rest) {
    if (options.host !== host) throw new Error(`${options.host} is not to be asked.`);
    return connect.call(this, { ...options, host: "127.0.0.1", port: Number(port) }, ...rest);
  };
}

// The list of hosts that browsers know to be https is fetched when the package is installed, which is not done here
// (npm ci --ignore-scripts). An archive of one's own is in no such list either, and must do without.
const readFile = fs.readFileSync;
fs.readFileSync = (path, ...rest) => (String(path).endsWith("hsts-preload.json") ? "{}" : readFile(path, ...rest));

const { scan } = await import("@mdn/mdn-http-observatory/src/scanner/index.js");
const { CspEvaluator } = (await import("csp_evaluator/dist/evaluator.js")).default;
const { CspParser } = (await import("csp_evaluator/dist/parser.js")).default;
const { Severity } = (await import("csp_evaluator/dist/finding.js")).default;

const graded = {};
for (const path of paths) {
  const { scan: result, tests } = await scan(`${host}${path}`);
  const policy = result.responseHeaders["content-security-policy"];
  const findings = policy ? new CspEvaluator(new CspParser(policy).csp).evaluate() : [];
  graded[path] = {
    grade: result.grade,
    score: result.score,
    failed: Object.values(tests)
      .filter((test) => !test.pass)
      .map((test) => `${test.constructor.name}: ${test.result}`),
    policy,
    findings: findings.map(({ severity, directive, description }) => ({
      severity: Severity[severity],
      directive,
      description,
    })),
  };
}
process.stdout.write(JSON.stringify(graded, null, 2));
