// The TypeScript SDK of the newer generation, held to its protocol version: list, call. node discovery.mjs FOLDER COMMAND ARGUMENT...
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, command, ...args] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const load = path => import(pathToFileURL(require.resolve(path)));
const { Client } = await load('@modelcontextprotocol/client');
const { StdioClientTransport } = await load('@modelcontextprotocol/client/stdio');

const client = new Client({ name: 'typescript-client', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
await client.connect(new StdioClientTransport({ command, args }));
const { tools } = await client.listTools();
const answer = await client.callTool({ name: 'read_policy', arguments: {} });
const server = client.getServerVersion();
await client.close();
console.log(JSON.stringify({ server: server?.name, tools: tools.map(tool => tool.name), isError: answer.isError ?? false, text: answer.content[0].text }));
