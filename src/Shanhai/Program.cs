return await Shanhai.Composition.Run(args);
