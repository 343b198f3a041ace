Console.WriteLine("shanhai");
