// node's HTTP with aws4 as a program that speaks lines of JSON: a call a line in, an answer a line out.
'use strict';
module.paths.push('/usr/share/nodejs'); // Where Debian has its packages.
const aws4 = require('aws4');
if (process.argv[2] === '--version') {
  console.log(require('aws4/package.json').version);
  process.exit();
}
const say = (answer) => console.log(JSON.stringify(answer));
const fail = (error) => say({ error: { code: null, message: error.message } });

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const call = JSON.parse(line);
  const url = new URL(call.endpoint);
  const request = aws4.sign({
    hostname: url.hostname, port: url.port, path: url.pathname, method: 'POST', body: JSON.stringify(call.input),
    service: 'apprunner', region: call.region,
    headers: {
      Host: url.host, 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AppRunner.' + call.operation,
    },
  }, { ...call.credentials, sessionToken: call.credentials.sessionToken || undefined });
  require('http').request(request, (response) => {
    const parts = [];
    response.on('error', fail).on('data', (part) => parts.push(part)).on('end', () => {
      let body;
      try { body = JSON.parse(Buffer.concat(parts)); } catch (error) {
        return fail(new Error(`status ${response.statusCode}, no JSON`));
      }
      if (response.statusCode === 200) return say({ result: body });
      const code = body.__type || response.headers['x-amzn-errortype'] || body.code;
      say({ error: {
        code: code && code.split(':')[0].split('#').pop(), message: body.Message || body.message || null,
        requestId: response.headers['x-amzn-requestid'],
      } });
    });
  }).on('error', fail).end(request.body);
});
