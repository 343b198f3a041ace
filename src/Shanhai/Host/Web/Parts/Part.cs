using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Shanhai.Host.Web.Parts;

/// <summary>
/// A piece of a page: it shows what it is given and asks for nothing. Parameters take text that is already in the reader's language;
/// a part's own words stand in Parts/Words.json.
/// </summary>
public abstract class Part : ComponentBase
{
    [CascadingParameter] public View View { get; set; } = default!;

    protected string T(string key, params object?[] args) => View.Say(key, args);

    /// <summary>The address of a built file.</summary>
    protected string Lib(string file) => View.Files.Address(file);

    protected CultureInfo Culture => Words.Culture(View.Language);

    /// <summary>With thousands and exactly so many decimals.</summary>
    protected string Formatted(decimal value, int digits) => value.ToString("N" + digits, Culture);

    /// <summary>With thousands and at most so many decimals.</summary>
    protected string Trimmed(decimal value, int digits) => value.ToString("#,0." + new string('#', digits), Culture);
}

/// <summary>The colour and mark of a status. Colour is never its only sign: the text says it too.</summary>
public enum Tone { Plain, Good, Info, Warning, Late }
