namespace Shanhai.Host.Tables;

/// <summary>A column of an export: its title and how wide a sheet shows it, in characters (a Chinese character counts two).</summary>
public sealed record TableColumn(string Title, double Width = 14);
