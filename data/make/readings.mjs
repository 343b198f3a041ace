// How place names are read. pinyin-pro gives the readings of a single character; in place names some characters have another
// usual reading, and some words have one of their own. Both corrections are listed here, checked by hand, and end up in
// ../places/pinyin.tsv, which the program reads with the same rule as `reader` below.

// Character → its usual reading in place names, where that is not the first one of pinyin-pro.
export const characters = {
  都: 'du', 厦: 'xia', 圩: 'wei', 栅: 'zha', 莘: 'xin', 剡: 'shan', 於: 'yu', 曾: 'zeng', 仇: 'qiu', 缪: 'miao', 弄: 'long',
  姥: 'mu', 藏: 'zang', 莞: 'guan', 枞: 'zong', 仡: 'ge', 粘: 'zhan', 单: 'shan',
};

// Words read otherwise than their characters one by one. The longest word that fits wins.
export const words = {
  乐清: 'yue qing', 乐成街道: 'yue cheng jie dao', 会稽: 'kuai ji', 受降: 'shou xiang', 重兆: 'chong zhao', 三重炉: 'san chong lu',
  重坑: 'chong keng', 朝晖: 'zhao hui', 朝霞: 'zhao xia', 朝旭: 'zhao xu', 朝闻: 'zhao wen', 米行: 'mi hang', 行头: 'hang tou', 广厦: 'guang sha', 大厦社区: 'da sha she qu',
  解家: 'xie jia', 单木桥: 'dan mu qiao', 单板桥: 'dan ban qiao', 单良: 'dan liang', 三单: 'san dan', 亲家: 'qing jia',
  大都市: 'da du shi', 学校: 'xue xiao', 收藏: 'shou cang', 宝藏: 'bao zang', 弄潮: 'nong chao', 首都: 'shou du',
  重庆: 'chong qing', 重阳: 'chong yang', 西藏: 'xi zang', 东阿: 'dong e', 大城县: 'dai cheng xian', 大夫: 'dai fu', 长子县: 'zhang zi xian', 长治: 'chang zhi',
  蚌埠: 'beng bu', 六安: 'lu an', 六合区: 'lu he qu', 番禺: 'pan yu', 铅山: 'yan shan', 荥阳: 'xing yang', 荥经: 'ying jing', 犍为: 'qian wei',
  崆峒: 'kong tong', 洪洞: 'hong tong', 民乐县: 'min yue xian', 乐亭: 'lao ting', 莘县: 'shen xian', 浚县: 'xun xian', 蔚县: 'yu xian', 尉犁: 'yu li',
  繁峙: 'fan shi', 泌阳: 'bi yang', 中牟: 'zhong mu', 牟平: 'mu ping', 吴堡: 'wu bu', 柞水: 'zha shui', 万柏林: 'wan bo lin', 太行: 'tai hang',
  什邡: 'shi fang', 什刹海: 'shi cha hai', 畜牧: 'xu mu', 南圩: 'nan xu', 浒墅: 'xu shu', 阿坝: 'a ba', 涡阳: 'guo yang', 阜康: 'fu kang', 珲春: 'hun chun',
  台州: 'tai zhou', 天台: 'tian tai', 丽水: 'li shui', 嵊泗: 'sheng si', 衢州: 'qu zhou', 鄞州: 'yin zhou', 莲都: 'lian du', 缙云: 'jin yun',
};

// Reads a name with the table: the longest word that fits, else the first reading of the character; Latin letters and digits stay,
// anything else (brackets, dots) is not read.
export function reader(table) {
  const longest = Math.max(...[...table.keys()].map(k => [...k].length));
  return name => {
    const c = [...name.normalize('NFKC')];
    const syllables = [];
    for (let i = 0; i < c.length;) {
      let n = Math.min(longest, c.length - i);
      while (n > 1 && !table.has(c.slice(i, i + n).join(''))) n--;
      const hit = table.get(c.slice(i, i + n).join(''));
      if (hit) syllables.push(...hit);
      else if (/[0-9A-Za-z]/.test(c[i])) syllables.push(c[i].toLowerCase());
      i += n;
    }
    return syllables;
  };
}

// The name as people say it: 下姜村村委会 → 下姜村, 上山村委会 → 上山村, 翠苑一区社区居委会 → 翠苑一区社区.
// The same rule as PlaceName.Spoken in the program.
export const spoken = name => name
  .replace(/村?(村民委员会|村委会)$/, '村')
  .replace(/社区(居民委员会|居委会)$/, '社区');
