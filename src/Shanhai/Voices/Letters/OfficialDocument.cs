namespace Shanhai.Voices.Letters;

/// <summary>A document of GB/T 9704-2012, or its letter form (信函格式).</summary>
/// <param name="Number">Null: not numbered yet; the place for it is left open.</param>
public sealed record OfficialDocument(
    string Issuer, string? Number, string Title, string Addressee, IReadOnlyList<OfficialDocument.Paragraph> Body, string Signature, DateOnly On, bool IsLetter)
{
    /// <summary>0: text; 1: 一、 in 黑体; 2: （一） in 楷体.</summary>
    public sealed record Paragraph(string Text, int Level = 0);

    public string? CopyTo { get; init; }

    /// <summary>Arabic numerals without leading zeros.</summary>
    public string Day => $"{On.Year}年{On.Month}月{On.Day}日";
}
