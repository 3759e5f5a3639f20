// The TypeScript SDK of the older generation: initialize, list, call. node handshake.mjs FOLDER COMMAND ARGUMENT...
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, command, ...args] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const load = path => import(pathToFileURL(require.resolve(path)));
const { Client } = await load('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = await load('@modelcontextprotocol/sdk/client/stdio.js');

const client = new Client({ name: 'typescript-sdk', version: '1' });
await client.connect(new StdioClientTransport({ command, args }));
const { tools } = await client.listTools();
const answer = await client.callTool({ name: 'read_policy', arguments: {} });
const server = client.getServerVersion();
await client.close();
console.log(JSON.stringify({ server: server.name, tools: tools.map(tool => tool.name), isError: answer.isError ?? false, text: answer.content[0].text }));
