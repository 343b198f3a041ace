namespace Shanhai.Host;

/// <summary>
/// What an operator may set, by variable (SHANHAI_DATABASE …), by file (shanhai.json in the data folder) or on the command line.
/// </summary>
public sealed record Settings
{
    /// <summary>Where the program keeps its SQLite file, keys and uploads.</summary>
    public string Folder { get; init; } = "var";

    /// <summary>sqlite:FILE or postgres:CONNECTION; by default a file in the folder.</summary>
    public string? Database { get; init; }

    public int Port { get; init; } = 5080;

    /// <summary>Names whom this installation serves, shown under the product's name.</summary>
    public string? Owner { get; init; }

    public string DatabaseOrDefault => Database ?? $"sqlite:{Path.Combine(Folder, "shanhai.db")}";

    // A record would print the connection, password and all.
    public override string ToString() => $"{Folder}, {Storage.Parse(DatabaseOrDefault)}";
}
