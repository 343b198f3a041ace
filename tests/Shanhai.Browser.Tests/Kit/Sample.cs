using Microsoft.AspNetCore.Components;

namespace Shanhai.Browser.Tests.Kit;

/// <summary>Says invented words in the reader's language.</summary>
public abstract class Sample : ComponentBase
{
    [CascadingParameter] public View View { get; set; } = default!;

    protected string B(string zh, string en) => View.Language == Language.English ? en : zh;
}
