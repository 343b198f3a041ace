namespace Shanhai.Browser.Tests;

/// <summary>The real clock, some days further on: a procedure that waits for days is walked in one test.</summary>
public sealed class MovedTime : TimeProvider
{
    private TimeSpan _ahead;

    public void Move(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
