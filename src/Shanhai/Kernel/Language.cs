namespace Shanhai.Kernel;

/// <summary>The two languages of every visible word. Chinese is the default and the one a refusal falls back to.</summary>
public enum Language { Chinese, English }

/// <summary>A text that exists in both languages: names of indicators, rules, measures and whatever else is data.</summary>
public sealed record Both(string Zh, string En)
{
    public string In(Language language) => language == Language.English ? En : Zh;
}
