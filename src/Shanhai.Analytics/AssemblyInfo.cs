[assembly: System.Reflection.AssemblyMetadata("Library", "Shanhai.Analytics")]
