namespace Shanhai.Host.Web.Parts;

/// <summary>One step of the way to a page; the page itself has no address.</summary>
public sealed record Crumb(string Text, string? Href = null);

/// <summary>A view of the same page: the link is an address of its own.</summary>
public sealed record Tab(string Text, string Href, bool Current, int? Count = null);

/// <summary>A step of something that is done in order.</summary>
public sealed record StepMark(string Text, StepState State, string? Note = null);

public enum StepState { Done, Current, Waiting }

/// <summary>Something to choose in a form.</summary>
public sealed record Choice(string Value, string Text, string? Hint = null);
