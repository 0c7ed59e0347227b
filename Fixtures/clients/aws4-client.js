// Calls one App Runner operation with node's own HTTP client and the signer aws4, for the contract suite.
//
// usage: node aws4-client.js OPERATION JSON-INPUT
//
// TAPEDECK_URL is the endpoint, reached through HTTPS_PROXY where it is https and there is one; region and credentials come
// from the environment. The body of the answer is printed as it came. The exit status is 0 for a success, 1 for another
// status, 2 for anything else.
'use strict';

// Where Debian has its packages; node as others ship it does not look there.
module.paths.push('/usr/share/nodejs');
const aws4 = require('aws4');

const [operation, body] = process.argv.slice(2);
if (operation === '--version') {
  console.log('aws4/' + require('aws4/package.json').version + ' node/' + process.versions.node);
  process.exit(0);
}

const url = new URL(process.env.TAPEDECK_URL);
const request = aws4.sign({
  hostname: url.hostname, port: url.port, path: url.pathname, method: 'POST', body,
  service: 'apprunner', region: process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION,
  headers: {
    Host: url.host, 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AppRunner.' + operation,
  },
}, {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});

function fail(error) {
  console.error(error.message);
  process.exitCode = 2;
}

// Sends the signed request, inside of a tunnel where there is one.
function send(socket) {
  const options = socket ? { ...request, agent: false, socket, servername: url.hostname } : request;
  require(url.protocol === 'https:' ? 'https' : 'http').request(options, (response) => {
    const parts = [];
    response.on('error', fail);
    response.on('data', (part) => parts.push(part));
    response.on('end', () => {
      process.stdout.write(Buffer.concat(parts));
      const isSuccess = response.statusCode >= 200 && response.statusCode < 300;
      if (!isSuccess) {
        console.error('status ' + response.statusCode + ', request id ' + response.headers['x-amzn-requestid']);
        process.exitCode = 1;
      }
    });
  }).on('error', fail).end(body);
}

// node's own client knows no proxy; this is what programs do about it.
const proxy = url.protocol === 'https:' ? process.env.HTTPS_PROXY : undefined;
if (proxy) {
  const { hostname, port } = new URL(proxy);
  const authority = url.hostname + ':' + (url.port || 443);
  require('http').request({ hostname, port, method: 'CONNECT', path: authority, headers: { Host: authority } })
    .on('connect', (response, socket) => {
      if (response.statusCode !== 200) return fail(new Error('the proxy answered ' + response.statusCode));
      send(socket);
    }).on('error', fail).end();
} else {
  send();
}
