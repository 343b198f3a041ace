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

// The notice of each year on the government's site. Those before 2007 are not on it: the package is all there is.
const notices = {
  2007: ['http://www.gov.cn/fwxx/sh/2006-12/18/content_471877.htm'], 2008: ['http://www.gov.cn/zwgk/2007-12/18/content_837184.htm'],
  2009: ['http://www.gov.cn/zwgk/2008-12/10/content_1174014.htm'], 2010: ['http://www.gov.cn/zwgk/2009-12/08/content_1482691.htm'],
  2011: ['http://www.gov.cn/zwgk/2010-12/10/content_1762643.htm'], 2012: ['http://www.gov.cn/zwgk/2011-12/06/content_2012097.htm'],
  2013: ['http://www.gov.cn/zwgk/2012-12/10/content_2286598.htm'], 2014: ['http://www.gov.cn/zwgk/2013-12/11/content_2546204.htm'],
  2015: ['http://www.gov.cn/zhengce/content/2014-12/16/content_9302.htm'], 2016: ['http://www.gov.cn/zhengce/content/2015-12/10/content_10394.htm'],
  2017: ['http://www.gov.cn/zhengce/content/2016-12/01/content_5141603.htm'], 2018: ['http://www.gov.cn/zhengce/content/2017-11/30/content_5243579.htm'],
  2019: ['http://www.gov.cn/zhengce/content/2018-12/06/content_5346276.htm', 'http://www.gov.cn/zhengce/content/2019-03/22/content_5375877.htm'],
  2020: ['http://www.gov.cn/zhengce/content/2019-11/21/content_5454164.htm', 'http://www.gov.cn/zhengce/content/2020-01/27/content_5472352.htm'],
  2021: ['http://www.gov.cn/zhengce/content/2020-11/25/content_5564127.htm'], 2022: ['https://www.gov.cn/zhengce/content/2021-10/25/content_5644835.htm'],
  2023: ['https://www.gov.cn/zhengce/content/2022-12/08/content_5730844.htm'], 2024: ['https://www.gov.cn/zhengce/content/202310/content_6911527.htm'],
  2025: ['https://www.gov.cn/zhengce/content/202411/content_6986382.htm'], 2026: ['https://www.gov.cn/zhengce/content/202511/content_7047090.htm'],
};
for (const year of Object.keys(years)) if (year >= 2007 && !notices[year]) throw new Error(`${year}: name the notice`);

const body = Object.entries(years).map(([year, list]) =>
  `    "${year}": [\n${list.map(d => '      ' + JSON.stringify(d)).join(',\n')}\n    ]`).join(',\n');
write('calendars/cn.json', `{
  "code": "CN",
  "source": { "zh": "国务院办公厅历年节假日安排的通知（整理自 npm chinese-days 1.5.7，MIT）", "en": "Yearly holiday notices of the State Council's General Office (compiled in npm chinese-days 1.5.7, MIT)" },
  "notices": {\n${Object.entries(notices).map(([year, at]) => `    "${year}": ${JSON.stringify(at)}`).join(',\n')}\n  },\n  "years": {\n${body}\n  }\n}\n`);
for (const [year, list] of Object.entries(years)) console.log(year, list.filter(d => d.kind === 'holiday').length, list.filter(d => d.kind === 'workday').length);
