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

    /// <summary>The identifier under which the owner publishes to the International Aid Transparency Initiative ("XI-IATI-…"); without it no such file is made.</summary>
    public string? Publisher { get; init; }

    /// <summary>The address people use, "https://shanhai.example.gov.cn"; with https, cookies travel only encrypted and passkeys belong to its host.</summary>
    public string? Address { get; init; }

    /// <summary>Addresses or networks (10.1.0.0/16) of the proxies in front, whose word about the caller's address and https is believed; separated by spaces.</summary>
    public string? Proxies { get; init; }

    /// <summary>Minutes without a click after which a session ends.</summary>
    public int IdleMinutes { get; init; } = 15;

    /// <summary>Days after which a password must be changed.</summary>
    public int PasswordDays { get; init; } = 90;

    /// <summary>Whether everybody must set up a second factor before doing anything else. Off only for trying the program out.</summary>
    public bool SecondFactorRequired { get; init; }

    /// <summary>How often a minute one address may try to sign in, one account may be tried, one address may send a public form.</summary>
    public int SignInsPerAddress { get; init; } = 30;
    public int TriesPerAccount { get; init; } = 10;
    public int FormsPerAddress { get; init; } = 10;

    /// <summary>How often a minute one address may write through the doors for other systems (Open311).</summary>
    public int MessagesPerMachine { get; init; } = 600;

    /// <summary>Other Open311 servers with which voices may be filed; in shanhai.json.</summary>
    public Peer[] Peers { get; init; } = [];

    /// <summary>One of them: what it is called here, its address up to and with "/v2", the file that holds its key, and which of its services stands for which subject of ours.</summary>
    public sealed record Peer
    {
        public string Name { get; init; } = "";
        public string Address { get; init; } = "";
        public string? KeyFile { get; init; }
        public string? Jurisdiction { get; init; }
        public Dictionary<string, string> Services { get; init; } = [];
    }

    /// <summary>The greatest upload, in megabytes.</summary>
    public int LargestUpload { get; init; } = 64;

    /// <summary>The command that looks at files from outside, such as "clamdscan --no-summary -"; null: nobody looks, and only pictures are taken. "recording": for trying out.</summary>
    public string? Scanner { get; init; }

    /// <summary>The office's own sign-on; without an authority there is none.</summary>
    public SignOn Office { get; init; } = new();

    /// <summary>An OpenID Connect provider. Claim names the claim that tells people apart for good.</summary>
    public sealed record SignOn
    {
        public string? Authority { get; init; }
        public string? ClientId { get; init; }
        public string? ClientSecret { get; init; }

        /// <summary>A file that holds the secret, so that it stands in no variable and no settings file.</summary>
        public string? ClientSecretFile { get; init; }

        public string Claim { get; init; } = "sub";

        /// <summary>What the button says, in the office's words.</summary>
        public string? Title { get; init; }
    }

    /// <summary>How many jobs this process does at a time; 0: none (a worker of its own does them).</summary>
    public int Workers { get; init; } = 2;

    public string DatabaseOrDefault => Database ?? $"sqlite:{Path.Combine(Folder, "shanhai.db")}";

    // A record would print the connection, password and all.
    public override string ToString() => $"{Folder}, {Storage.Parse(DatabaseOrDefault)}";

    public bool IsHttps => Address?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;
}
