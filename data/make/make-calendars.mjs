// Makes ../calendars/cn.json from chinese-days: by year the days off and the make-up working days that the yearly notice of the
// State Council's General Office gives. Days in lieu within a holiday count as the holiday; ordinary weekends are not listed.
import fs from 'node:fs';
import path from 'node:path';
import { packages, write } from './registers.mjs';

const zh = { 元旦: '元旦', 春节: '春节', 清明: '清明节', 劳动节: '劳动节', 端午: '端午节', 中秋: '中秋节', 国庆节: '国庆节' };
const { holidays, workdays } = JSON.parse(fs.readFileSync(path.join(packages, 'chinese-days/dist/chinese-days.json'), 'utf8'));
const days = [...Object.entries(holidays).map(([date, name]) => [date, name, 'holiday']), ...Object.entries(workdays).map(([date, name]) => [date, name, 'workday'])]
  .map(([date, name, kind]) => ({ date, zh: zh[name.split(',')[1]] ?? name.split(',')[1], en: name.split(',')[0], kind }))
  .sort((a, b) => a.date < b.date ? -1 : 1);

const years = {};
for (const { date, ...day } of days) (years[date.slice(0, 4)] ??= []).push({ date, ...day });

const check = (year, off, work) => {
  const count = kind => years[year].filter(d => d.kind === kind).length;
  if (count('holiday') !== off || count('workday') !== work) throw new Error(`${year}: ${count('holiday')} days off, ${count('workday')} make-up days; expected ${off} and ${work}`);
};
check('2025', 28, 5);
check('2024', 28, 8);
for (const [year, list] of Object.entries(years))
  for (const d of list) {
    const weekend = [0, 6].includes(new Date(d.date + 'T00:00Z').getUTCDay());
    if (d.kind === 'workday' && !weekend) throw new Error(`${d.date}: a make-up working day that is no weekend day`);
    if (!d.date.startsWith(year)) throw new Error(d.date);
  }

const body = Object.entries(years).map(([year, list]) =>
  `    "${year}": [\n${list.map(d => '      ' + JSON.stringify(d)).join(',\n')}\n    ]`).join(',\n');
write('calendars/cn.json', `{
  "code": "CN",
  "source": { "zh": "国务院办公厅历年节假日安排的通知（整理自 npm chinese-days 1.5.7，MIT）", "en": "Yearly holiday notices of the State Council's General Office (compiled in npm chinese-days 1.5.7, MIT)" },
  "years": {\n${body}\n  }\n}\n`);
for (const [year, list] of Object.entries(years)) console.log(year, list.filter(d => d.kind === 'holiday').length, list.filter(d => d.kind === 'workday').length);
