// Reads files of Terraform with HashiCorp's own parser and prints what is in them as JSON, one object for each file: node hcl.mjs FOLDER FILE...
// A text in which nothing is a template comes back as it is, but for '${' and '%{', which come back as '$${' and '%%{'.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [folder, ...files] = process.argv.slice(2);
const { parse } = createRequire(`${folder}/package.json`)('@cdktf/hcl2json');

const read = [];
for (const file of files) {
  try {
    read.push(await parse(file, readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exit(1);
  }
}
// The parser's own runtime would keep this process alive.
process.stdout.write(JSON.stringify(read), () => process.exit(0));
