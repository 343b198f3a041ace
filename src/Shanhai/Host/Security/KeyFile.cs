using System.Security.Cryptography;

namespace Shanhai.Host.Security;

/// <summary>
/// A secret of 32 bytes that lies in the data folder (keys/NAME.key), never in the database, readable by the program's own account alone. Made by
/// the first process that needs it; all nodes on one database need the same file, and a backup holds it.
/// </summary>
internal static class KeyFile
{
    public static byte[] ReadOrMake(Settings settings, string name)
    {
        var file = Path.Combine(settings.Folder, "keys", name + ".key");
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var draft = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(draft, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
            try
            {
                File.Move(draft, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                // Another process on this folder was first; its key counts.
                File.Delete(draft);
            }
        }
        return Convert.FromHexString(File.ReadAllText(file).Trim());
    }
}
